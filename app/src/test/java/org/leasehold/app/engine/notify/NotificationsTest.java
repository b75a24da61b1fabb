package org.leasehold.app.engine.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.engine.CommandId;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.model.Epoch;

/// Against a web server and a mail server in this process.
class NotificationsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T15:04:05Z");
  private static final List<Duration> QUICK = List.of(Duration.ofMillis(20));
  private static final Duration LIMIT = Duration.ofSeconds(2);

  @TempDir private Path temp = Path.of("");
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final AtomicInteger answer = new AtomicInteger(204);
  private final AtomicInteger hangsMillis = new AtomicInteger();
  private HttpServer server;

  NotificationsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/hook/secret",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          try {
            Thread.sleep(hangsMillis.get());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(answer.get(), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private WebhookChannel webhook(Severity from) {
    var url =
        URI.create("http://localhost:%d/hook/secret".formatted(server.getAddress().getPort()));
    return new WebhookChannel(
        new NotifySettings.Webhook(url, Map.of("Authorization", "Bearer t0ken"), null, from),
        LIMIT);
  }

  private static Notifications with(Channel channel, InstantSource clock) {
    return new Notifications("desk1", clock, List.of(new ChannelQueue(channel, QUICK)), List.of());
  }

  private Notifications webhooks() {
    return with(webhook(Severity.ERROR), InstantSource.fixed(NOW));
  }

  private static Command.Notify notice(Severity severity, String text) {
    var header = new CommandHeader(new CommandId(1), Epoch.NONE, 0, 10_000, null, 0, "why");
    return new Command.Notify(header, severity, "host.non-responsive", text);
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what);
      Thread.sleep(5);
    }
  }

  @Test
  void aWebhookGetsOneJsonObjectWithItsToken() throws Exception {
    try (var notifications = webhooks()) {
      notifications.send(notice(Severity.ERROR, "host kvm2: silent: 62.0 s"));
      await("nothing was posted", () -> !bodies.isEmpty());
      assertEquals(
          JsonParser.parseString(
              """
              {"schema": 1, "engine": "desk1", "at": "2026-11-22T15:04:05Z", "severity": "ERROR",
               "event": "host.non-responsive", "text": "host kvm2: silent: 62.0 s"}
              """),
          JsonParser.parseString(bodies.getFirst()));
      assertEquals(List.of("Bearer t0ken"), tokens);
      assertEquals(List.of(), notifications.complaints());
    }
  }

  @Test
  void theSameAboutTheSameIsToldOnceInFiveMinutes() throws Exception {
    var now = new Instant[] {NOW};
    try (var notifications = with(webhook(Severity.ERROR), () -> now[0])) {
      notifications.send(notice(Severity.ERROR, "host kvm2: silent: 62.0 s"));
      notifications.send(notice(Severity.ERROR, "host kvm2: silent: 63.0 s"));
      notifications.send(notice(Severity.ERROR, "host kvm3: silent: 62.0 s"));
      now[0] = NOW.plusSeconds(301);
      notifications.send(notice(Severity.ERROR, "host kvm2: silent: 400.0 s"));
      await("three were posted", () -> bodies.size() >= 3);
      Thread.sleep(50);
      assertEquals(3, bodies.size(), () -> bodies.toString());
    }
  }

  @Test
  void whatIsBelowTheWantedSeverityIsNotTold() throws Exception {
    try (var notifications = with(webhook(Severity.CRITICAL), InstantSource.fixed(NOW))) {
      notifications.send(notice(Severity.ERROR, "host kvm2: one"));
      notifications.send(notice(Severity.CRITICAL, "host kvm2: two"));
      await("nothing was posted", () -> !bodies.isEmpty());
      assertTrue(bodies.getFirst().contains("two"));
    }
  }

  @Test
  void aServerInTroubleIsTriedAgainAndComplainedAboutWithoutItsSecrets() throws Exception {
    answer.set(503);
    try (var notifications = webhooks()) {
      notifications.send(notice(Severity.ERROR, "host kvm2: one"));
      await("three tries", () -> bodies.size() >= 3);
      assertEquals(
          List.of("webhook localhost: cannot be reached: it answers 503, tried again; 0 wait"),
          notifications.complaints());
      answer.set(200);
      await("no more complaint", () -> notifications.complaints().isEmpty());
    }
  }

  @Test
  void aServerThatRefusesIsNotAskedAgain() throws Exception {
    answer.set(404);
    try (var notifications = webhooks()) {
      notifications.send(notice(Severity.ERROR, "host kvm2: one"));
      await("a complaint", () -> !notifications.complaints().isEmpty());
      assertEquals(
          List.of("webhook localhost: a notice was refused: it answers 404; 0 wait"),
          notifications.complaints());
      Thread.sleep(100);
      assertEquals(1, bodies.size());
    }
  }

  @Test
  void aServerThatHangsBlocksNobodyAndTheOldestGoes() throws Exception {
    hangsMillis.set(4_000);
    try (var notifications = webhooks()) {
      long began = System.nanoTime();
      for (int i = 0; i < 2000; i++) notifications.send(notice(Severity.ERROR, "vm v" + i + ": x"));
      long millis = (System.nanoTime() - began) / 1_000_000;
      assertTrue(millis < 10_000, () -> millis + " ms");
      await("a time-out", () -> notifications.complaints().toString().contains("HttpTimeout"));
      var complaint = notifications.complaints().getFirst();
      assertTrue(complaint.contains("500 wait, 1") && complaint.endsWith("dropped"), complaint);
    }
  }

  @Test
  void mailArrivesWithSubjectAndText() throws Exception {
    var setup = new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP);
    var mails = new GreenMail(setup);
    mails.start();
    try (var notifications =
        with(mail(mails.getSmtp().getPort(), "", ""), InstantSource.fixed(NOW))) {
      notifications.send(notice(Severity.CRITICAL, "vm wéb: two copies\nBcc: x: on kvm1 and kvm2"));
      await("no mail has arrived", () -> mails.getReceivedMessages().length == 2);
      var one = mails.getReceivedMessages()[0];
      assertEquals(
          "[Leasehold] CRITICAL vm wéb: two copies Bcc: x: on kvm1 and kvm2", one.getSubject());
      assertEquals("leasehold@example.org", one.getFrom()[0].toString());
      assertEquals(2, one.getAllRecipients().length);
      var text = String.valueOf(one.getContent());
      assertTrue(text.startsWith("vm wéb: two copies"), text);
      assertTrue(text.contains("event   host.non-responsive"), text);
    } finally {
      mails.stop();
    }
  }

  private static MailChannel mail(int port, String user, String password) {
    return new MailChannel(
        new NotifySettings.Mail(
            "localhost",
            port,
            NotifySettings.Mail.Security.NONE,
            null,
            user,
            password,
            "leasehold@example.org",
            List.of("admin@example.org", "night@example.org"),
            Severity.ERROR),
        LIMIT);
  }

  @Test
  void aWrongPasswordIsComplainedAboutAndNotSaid() throws Exception {
    var setup = new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP);
    var mails = new GreenMail(setup);
    mails.start();
    mails.setUser("admin@example.org", "leasehold", "right");
    try (var notifications =
        with(mail(mails.getSmtp().getPort(), "leasehold", "wr0ng"), InstantSource.fixed(NOW))) {
      notifications.send(notice(Severity.ERROR, "host kvm2: one"));
      await("a complaint", () -> !notifications.complaints().isEmpty());
      var complaint = notifications.complaints().getFirst();
      assertEquals(
          "mail through localhost:%d: cannot be reached: it cannot be sent (AuthenticationFailedException), tried again; 0 wait"
              .formatted(mails.getSmtp().getPort()),
          complaint);
    } finally {
      mails.stop();
    }
  }

  @Test
  void settingsComeFromAFileOnlyItsOwnerMayRead() throws Exception {
    var file = temp.resolve("notify.json");
    assertNull(NotifySettings.read(file));
    Files.writeString(
        file,
        """
        {"webhooks": [{"url": "https://chat.example.org/x", "severity": "critical"}],
         "mail": {"host": "mail.example.org", "user": "u", "password": "p4ss",
                  "from": "a@example.org", "to": ["b@example.org"]}}
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    try (var notifications = Notifications.open(file, "desk1")) {
      assertEquals(
          List.of(
              "nobody is notified: %s is open to others (group_read), and may hold passwords: chmod 600 it"
                  .formatted(file)),
          notifications.complaints());
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var settings = java.util.Objects.requireNonNull(NotifySettings.read(file));
    var mail = settings.mail();
    assertEquals(Severity.CRITICAL, settings.webhooks().getFirst().from());
    assertTrue(mail != null && mail.port() == 587);
    assertFalse(settings.toString().contains("p4ss"), settings::toString);
  }
}
