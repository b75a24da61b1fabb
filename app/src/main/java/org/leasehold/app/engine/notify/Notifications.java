package org.leasehold.app.engine.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leasehold.core.engine.Command;
import org.leasehold.core.monitor.Notifier;

/// Sends what the engine wants people to know to every webhook and mailbox of `notify.json`, which
/// is read when the engine starts. What cannot be sent is said in the engine's complaints.
public final class Notifications implements Notifier, AutoCloseable {
  private static final Duration TRY = Duration.ofSeconds(15);
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));

  /// The same about the same is told again after this long.
  private static final Duration SAME = Duration.ofMinutes(5);

  private static final int REMEMBERED_MAX = 1000;

  private final String engine;
  private final InstantSource clock;
  private final List<ChannelQueue> queues;
  private final List<String> troubles;
  private final Map<String, Long> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  Notifications(
      String engine, InstantSource clock, List<ChannelQueue> queues, List<String> troubles) {
    this.engine = engine;
    this.clock = clock;
    this.queues = List.copyOf(queues);
    this.troubles = List.copyOf(troubles);
  }

  /// A file that is wrong tells nobody, and is complained about.
  ///
  /// @param file `notify.json`; none: nobody is told
  /// @param engine its name, for people
  public static Notifications open(Path file, String engine) {
    var queues = new ArrayList<ChannelQueue>();
    var troubles = new ArrayList<String>();
    try {
      var settings = NotifySettings.read(file);
      if (settings != null) {
        for (var one : settings.webhooks()) {
          queues.add(new ChannelQueue(new WebhookChannel(one, TRY), PAUSES));
        }
        var mail = settings.mail();
        if (mail != null) queues.add(new ChannelQueue(new MailChannel(mail, TRY), PAUSES));
      }
    } catch (IllegalArgumentException e) {
      troubles.add("nobody is notified: " + e.getMessage());
    }
    return new Notifications(engine, InstantSource.system(), queues, troubles);
  }

  @Override
  public void send(Command.Notify notice) {
    if (queues.isEmpty()) return;
    long now = clock.millis();
    var one = new Notice(engine, now, notice.severity(), notice.eventId(), notice.text());
    synchronized (told) {
      var before = told.get(one.sameness());
      if (before != null && now - before < SAME.toMillis()) return;
      told.put(one.sameness(), now);
    }
    for (var queue : queues) queue.offer(one);
  }

  @Override
  public List<String> complaints() {
    var all = new ArrayList<>(troubles);
    for (var queue : queues) {
      var complaint = queue.complaint();
      if (complaint != null) all.add(complaint);
    }
    return all;
  }

  /// What still waits is not sent any more.
  @Override
  public void close() {
    for (var queue : queues) queue.close();
  }
}
