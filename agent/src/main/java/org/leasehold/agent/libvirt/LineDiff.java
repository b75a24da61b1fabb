package org.leasehold.agent.libvirt;

import java.util.ArrayList;
import java.util.List;

/// The lines in which two texts differ, `-` before and `+` after; equal lines are left out.
final class LineDiff {
  /// Longer texts are compared as a whole: the table would be too large for a small agent.
  private static final int LINES_MAX = 1500;

  private LineDiff() {}

  static String of(String before, String after) {
    var old = before.strip().lines().map(String::stripTrailing).toList();
    var now = after.strip().lines().map(String::stripTrailing).toList();
    if (old.equals(now)) return "";
    if (old.size() > LINES_MAX || now.size() > LINES_MAX) return "- all of it\n+ another text\n";
    return String.join("\n", lines(old, now, common(old, now)));
  }

  /// Length of the longest common part of what follows each pair of lines.
  private static int[][] common(List<String> old, List<String> now) {
    var common = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(now.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static List<String> lines(List<String> old, List<String> now, int[][] common) {
    var lines = new ArrayList<String>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
        i++;
        j++;
      } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("- " + old.get(i++));
      } else {
        lines.add("+ " + now.get(j++));
      }
    }
    return lines;
  }
}
