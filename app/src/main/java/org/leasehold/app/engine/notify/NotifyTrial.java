package org.leasehold.app.engine.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Severity;

/// Sends one notice through every channel of `notify.json`, once, and says what came of it.
public final class NotifyTrial {
  private static final Duration TRY = Duration.ofSeconds(15);

  private NotifyTrial() {}

  /// @param channel for people, without anything secret
  /// @param failure null when it was delivered
  public record Outcome(String channel, @Nullable String failure) {}

  /// Waits for at most half a minute for each channel.
  ///
  /// @param file `notify.json`
  /// @return empty when there is no file
  /// @throws IllegalArgumentException with a sentence that names the file and what to do
  public static List<Outcome> of(Path file, String sender) throws InterruptedException {
    var settings = NotifySettings.read(file);
    if (settings == null) return List.of();
    var channels = new ArrayList<Channel>();
    for (var one : settings.webhooks()) channels.add(new WebhookChannel(one, TRY));
    var mail = settings.mail();
    if (mail != null) channels.add(new MailChannel(mail, TRY));
    return tried(channels, sender, System.currentTimeMillis());
  }

  static List<Outcome> tried(List<Channel> channels, String sender, long wallMillis)
      throws InterruptedException {
    var notice =
        new Notice(
            sender,
            wallMillis,
            Severity.CRITICAL,
            "engine.notify-test",
            "engine: a test, asked for by a person; nothing has happened");
    var outcomes = new ArrayList<Outcome>();
    for (var channel : channels) {
      try {
        channel.deliver(notice);
        outcomes.add(new Outcome(channel.name(), null));
      } catch (Channel.NotDelivered e) {
        outcomes.add(new Outcome(channel.name(), String.valueOf(e.getMessage())));
      }
    }
    return outcomes;
  }
}
