package org.leasehold.app.engine.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.core.engine.Severity;

/// A notice that a server does not take: why, in the whole sentence, and whether it is tried again.
@Timeout(60)
class DeliveryRefusalsTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Notice NOTICE =
      new Notice("desk1", 0, Severity.ERROR, "host.non-responsive", "host kvm2: silent: 62.0 s");

  private static void assertNotDelivered(boolean forGood, String sentence, Channel channel) {
    var refused = assertThrows(Channel.NotDelivered.class, () -> channel.deliver(NOTICE));
    assertEquals(sentence, refused.getMessage());
    assertEquals(forGood, refused.isForGood());
  }

  private static MailChannel mail(int port, String to) {
    return new MailChannel(
        new NotifySettings.Mail(
            "localhost",
            port,
            NotifySettings.Mail.Security.NONE,
            null,
            "",
            "",
            "leasehold@example.org",
            List.of(to),
            Severity.ERROR),
        LIMIT);
  }

  /// A mail server that says `answer` to `DATA`.
  private static ServerSocket mailServer(String answer) throws IOException {
    var server = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
    Thread.ofPlatform().daemon().start(() -> serve(server, answer));
    return server;
  }

  private static void serve(ServerSocket server, String answer) {
    try (var caller = server.accept();
        var in =
            new BufferedReader(
                new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII))) {
      var out = caller.getOutputStream();
      out.write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var said = line.startsWith("DATA") ? answer : "250 ok";
        out.write((said + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  @Test
  void aMailThatTheServerRefusesForGoodOrForNow() throws Exception {
    try (var server = mailServer("554 no")) {
      assertNotDelivered(
          true, "the server answers 554", mail(server.getLocalPort(), "admin@example.org"));
    }
    try (var server = mailServer("451 later")) {
      assertNotDelivered(
          false, "the server answers 451", mail(server.getLocalPort(), "admin@example.org"));
    }
  }

  @Test
  void anAddressThatIsNone() {
    assertNotDelivered(true, "an address of 'from' or 'to' is none", mail(9, "not an address@"));
  }

  @Test
  void aServerThatDoesNotListen() throws Exception {
    int port;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertNotDelivered(
        false, "it cannot be sent (MailConnectException)", mail(port, "admin@example.org"));
    var url = URI.create("http://localhost:" + port);
    assertNotDelivered(
        false,
        "no answer (ConnectException)",
        new WebhookChannel(new NotifySettings.Webhook(url, Map.of(), null, Severity.ERROR), LIMIT));
  }

  @Test
  void aTrialTellsOfEachChannelWhetherItTookTheNotice() throws Exception {
    assertEquals(
        List.of(
            new NotifyTrial.Outcome(
                "mail through localhost:9", "an address of 'from' or 'to' is none")),
        NotifyTrial.tried(List.of(mail(9, "not an address@")), "a test", 0));
  }

  @Test
  void aNoticeThatCannotBeMadeIsComplainedAboutAndNotTriedAgain() throws Exception {
    var url = URI.create("http://localhost:9");
    var settings = new NotifySettings.Webhook(url, Map.of("no header", "x"), null, Severity.ERROR);
    try (var queue =
        new ChannelQueue(new WebhookChannel(settings, LIMIT), List.of(Duration.ofMillis(20)))) {
      queue.offer(NOTICE);
      while (queue.complaint() == null) Thread.sleep(5);
      assertEquals(
          "webhook localhost: a notice could not be made: IllegalArgumentException; 0 wait",
          queue.complaint());
    }
  }
}
