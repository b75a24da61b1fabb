package org.leasehold.agent.check;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.leasehold.agent.report.ReportSource;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.Protection;
import org.leasehold.core.protocol.HostTopic;

/// The host's grade as its reports carry it (S12): looked at every half minute beside the reports,
/// because a look may wait for a daemon or a disk. Before the first look nothing is promised.
public final class HostGrade implements ReportSource.Protections, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HostGrade.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final Supplier<HostCheck.Result> check;
  private final Supplier<Protection.Proof> proof;
  private final Supplier<String> unfitWhy;
  private final ScheduledExecutorService looking;
  private volatile HostCheck.Result seen =
      new HostCheck.Result(Grade.NOT_PROTECTED, List.of(line("has not been checked yet")));

  /// @param proof what the last proven start said (S3)
  /// @param unfitWhy why the host is unfit; empty when it is not
  public HostGrade(
      Supplier<HostCheck.Result> check,
      Supplier<Protection.Proof> proof,
      Supplier<String> unfitWhy) {
    this.check = check;
    this.proof = proof;
    this.unfitWhy = unfitWhy;
    looking =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("host check").factory());
  }

  public HostGrade start() {
    var _ = looking.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  void look() {
    try {
      seen = check.get();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the check of this host failed", e);
      seen =
          new HostCheck.Result(
              Grade.NOT_PROTECTED, List.of(line("could not be checked: " + e.getMessage())));
    }
  }

  private static HostTopic.CheckLine line(String what) {
    return new HostTopic.CheckLine("host.check", true, "this host " + what, "see the agent's log");
  }

  @Override
  public Protection protection() {
    var now = seen;
    var grave =
        now.findings().stream().filter(HostTopic.CheckLine::grave).map(HostTopic.CheckLine::what);
    var unfit = Stream.of(unfitWhy.get()).filter(why -> !why.isEmpty());
    return new Protection(now.grade(), proof.get(), Stream.concat(unfit, grave).toList());
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
