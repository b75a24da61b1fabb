package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;

/// What the engine told since some moment, each event written as `ID NAME`, such as `vm.start vm1`.
///
/// @param events oldest first
record Told(List<EngineProcess.Event> events) {
  /// The first VM runs: the end of its start was heard first, or the report that shows it.
  static final String UP = "vm.up vm1|vm.adopted vm1";

  Told {
    events = List.copyOf(events);
  }

  /// The id, and the last word of the subject.
  static String line(EngineProcess.Event event) {
    var subject = event.subject();
    return event.id() + " " + subject.substring(subject.lastIndexOf(' ') + 1);
  }

  /// @param what one line, or several with `|` between
  private static boolean is(EngineProcess.Event event, String what) {
    return List.of(what.split("\\|")).contains(line(event));
  }

  boolean has(String what) {
    return events.stream().anyMatch(event -> is(event, what));
  }

  EngineProcess.Event first(String what) {
    return events.stream().filter(event -> is(event, what)).findFirst().orElseThrow();
  }

  EngineProcess.Event last(String what) {
    return events.reversed().stream().filter(event -> is(event, what)).findFirst().orElseThrow();
  }

  /// All of them, `a|b` being one or the other, in this order, whatever else was told in between.
  Told assertInOrder(String... lines) {
    int next = 0;
    for (var event : events) {
      if (next < lines.length && is(event, lines[next])) next++;
    }
    if (next < lines.length) fail("not told in this order: '" + lines[next] + "', but " + this);
    return this;
  }

  /// None of these ids, or `ID NAME`.
  Told assertNever(String... unwanted) {
    for (var event : events) {
      for (var one : unwanted) {
        if (event.id().equals(one) || line(event).equals(one)) {
          fail("told though it must not be: " + event + ", after " + this);
        }
      }
    }
    return this;
  }

  /// Names of the VMs whose start was asked for, in that order.
  List<String> started() {
    return events.stream()
        .filter(event -> event.id().equals("vm.start"))
        .map(event -> event.subject().substring("vm ".length()))
        .toList();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var event : events) {
      text.append(
          "%n%tT %s: %s (%s)"
              .formatted(event.wallMillis(), line(event), event.what(), event.why()));
    }
    return text.toString();
  }
}
