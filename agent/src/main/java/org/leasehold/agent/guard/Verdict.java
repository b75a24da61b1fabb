package org.leasehold.agent.guard;

/// What is to be done about one VM's process.
///
/// In order of weight; where a VM has several leases the heaviest counts.
public sealed interface Verdict {
  int weight();

  /// Why, with the figures; empty for [LeaveAlone].
  String why();

  record LeaveAlone() implements Verdict {
    @Override
    public int weight() {
      return 0;
    }

    @Override
    public String why() {
      return "";
    }
  }

  /// SIGTERM, once: QEMU ends if it can.
  record Terminate(String why) implements Verdict {
    @Override
    public int weight() {
      return 1;
    }
  }

  /// SIGKILL, again at each look until it is gone.
  record Kill(String why) implements Verdict {
    @Override
    public int weight() {
      return 2;
    }
  }

  /// It survived SIGKILL: reset the host, or call the VM *uncovered* for ever.
  record Unkillable(String why) implements Verdict {
    @Override
    public int weight() {
      return 3;
    }
  }

  static Verdict heavier(Verdict one, Verdict other) {
    return other.weight() > one.weight() ? other : one;
  }
}
