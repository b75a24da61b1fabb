package org.leasehold.agent.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// For how long multipath and NFS retry a request before they give up (S5).
///
/// @see "man 5 multipath.conf: no_path_retry, polling_interval; man 5 nfs: timeo, retrans"
record RetryInspection(Path root) {
  private static final long POLLING_SECONDS = 5;

  List<HostFacts.Retry> retries() {
    var retries = new ArrayList<HostFacts.Retry>();
    var multipath = HostInspection.text(root.resolve("etc/multipath.conf"));
    long polling =
        number(first(multipath, "polling_interval\\s+\"?(\\d+)")).orElse(POLLING_SECONDS);
    var setting = Pattern.compile("(?m)^\\s*no_path_retry\\s+\"?(\\w+)").matcher(multipath);
    while (setting.find()) {
      var value = setting.group(1);
      if (value.equals("fail")) continue;
      retries.add(
          new HostFacts.Retry(
              "/etc/multipath.conf",
              "no_path_retry " + value,
              number(Optional.of(value)).map(times -> times * polling)));
    }
    HostInspection.text(root.resolve("proc/mounts")).lines().forEach(line -> nfs(line, retries));
    return retries;
  }

  private static void nfs(String line, List<HostFacts.Retry> retries) {
    var words = line.split(" ", -1);
    if (words.length < 4 || !(words[2].equals("nfs") || words[2].equals("nfs4"))) return;
    var options = List.of(words[3].split(",", -1));
    if (!options.contains("soft") && !options.contains("softerr")) {
      retries.add(new HostFacts.Retry(words[1], "NFS mounted hard", Optional.empty()));
      return;
    }
    long tenths = option(options, "timeo").orElse(600L);
    long times = option(options, "retrans").orElse(2L);
    // Over TCP each retry waits longer by one timeo.
    long seconds = tenths * (times + 1) * (times + 2) / 2 / 10;
    retries.add(new HostFacts.Retry(words[1], "NFS mounted soft", Optional.of(seconds)));
  }

  private static Optional<Long> option(List<String> options, String name) {
    return options.stream()
        .filter(one -> one.startsWith(name + "="))
        .findFirst()
        .flatMap(one -> number(Optional.of(one.substring(name.length() + 1))));
  }

  private static Optional<String> first(String text, String regex) {
    var found = Pattern.compile(regex).matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static Optional<Long> number(Optional<String> digits) {
    return digits.filter(text -> text.matches("\\d{1,9}")).map(Long::parseLong);
  }
}
