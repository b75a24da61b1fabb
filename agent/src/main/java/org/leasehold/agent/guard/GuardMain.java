package org.leasehold.agent.guard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// `leasehold-guard`, the program.
public final class GuardMain {
  private static final long ALIVE_MS = 1000;
  private static final String USAGE =
      """
      Usage: leasehold-guard [--self-reset auto|on|off]
      Ends VMs of this host that run without the protection of their lease. Started by systemd.
        --self-reset   reset this host when such a VM survives SIGKILL for 25 s;
                       auto, the default: only where sanlock runs without a watchdog,
                              or that has not fired in time\
      """;

  private GuardMain() {}

  public static void main(String[] args) throws InterruptedException {
    var use = SelfReset.Use.AUTO;
    if (args.length > 0 && args[0].equals("--self-reset")) {
      if (args.length == 1) refuse("--self-reset needs a value");
      if (args.length > 2) refuse("unknown argument '" + args[2] + "'");
      try {
        use = SelfReset.Use.valueOf(args[1].toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        refuse("unknown value '" + args[1] + "' for --self-reset");
      }
    } else if (args.length != 0) {
      refuse("unknown argument '" + args[0] + "'");
    }
    run(use);
  }

  private static void refuse(String why) {
    System.err.println("leasehold-guard: " + why + "\n" + USAGE);
    System.exit(2);
  }

  private static void run(SelfReset.Use use) throws InterruptedException {
    var journal = new GuardJournal(GuardJournal.PLACE);
    var patience = new Patience(Duration.ofMillis(Storage.DEADLINE_MS), Duration.ofSeconds(5));
    var sanlock = new SocketSanlockClient(sanlockRunDir(), patience);
    var loop =
        new GuardLoop(GuardLoop.Places.DEFAULT, sanlock, journal, use, SelfReset.ofThisHost());
    Drill.run();
    boolean locked = Libc.lockMemory();
    journal.add(
        GuardEvent.of(
            "started",
            locked
                ? "memory locked"
                : "memory is NOT locked: under memory pressure the guard may be too late;"
                    + " it needs CAP_IPC_LOCK"));
    var systemd = ServiceNotify.ofThisService();
    systemd.ready(loop.summary());
    long toldAtNanos = System.nanoTime();
    while (true) {
      loop.look();
      if (System.nanoTime() - toldAtNanos > ALIVE_MS * 1_000_000) {
        toldAtNanos = System.nanoTime();
        var _ = systemd.alive();
      }
      loop.pause();
    }
  }

  private static Path sanlockRunDir() {
    var own = System.getenv("SANLOCK_RUN_DIR");
    return own == null ? SocketSanlockClient.RUN_DIR : Path.of(own);
  }
}
