package org.leasehold.core.sim;

import java.util.function.Consumer;

/// The power switch of one host, as a fence agent on another host reaches it.
final class SimBmc {
  /// What the device does when asked.
  enum Temper {
    HONEST,
    /// Says "off" and does nothing.
    LIES,
    /// Errors, and does nothing.
    FAILS
  }

  /// What the device answered.
  enum Answer {
    OFF,
    ON,
    ERROR
  }

  private static final long ACTS_NANOS = SimTime.seconds(2);

  private final SimHost host;
  Temper temper = Temper.HONEST;

  SimBmc(SimHost host) {
    this.host = host;
  }

  void off(Actor asker, Consumer<Answer> answer) {
    host.queue()
        .after(
            ACTS_NANOS,
            () -> {
              if (temper == Temper.HONEST) host.powerOff("power fenced");
              tell(asker, answer, temper == Temper.FAILS ? Answer.ERROR : Answer.OFF);
            });
  }

  void on(Actor asker, Consumer<Answer> answer) {
    host.queue()
        .after(
            ACTS_NANOS,
            () -> {
              if (temper == Temper.HONEST) host.powerOn("switched on by its power device");
              tell(asker, answer, temper == Temper.FAILS ? Answer.ERROR : Answer.ON);
            });
  }

  private static void tell(Actor asker, Consumer<Answer> answer, Answer what) {
    asker.guarded(() -> answer.accept(what)).run();
  }
}
