package org.leasehold.app.engine.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.Severity;

/// A mail server in this process whose certificate it has made itself, as in many small shops.
class MailOverTlsTest {
  private static final String SECRET = "of-the-test";
  private static final Notice NOTICE =
      new Notice(
          "desk1", 1_795_359_845_000L, Severity.ERROR, "host.non-responsive", "host kvm2: silent");

  @TempDir private static Path folder = Path.of("");
  private static Path certificate = Path.of("");
  private static GreenMail mails = new GreenMail();

  @BeforeAll
  static void serve() throws Exception {
    var keys = folder.resolve("keys.p12").toString();
    certificate = folder.resolve("server.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=mail",
        "-ext",
        "san=dns:localhost",
        "-keystore",
        keys);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-keystore",
        keys,
        "-file",
        certificate.toString());
    System.setProperty("greenmail.tls.keystore.file", keys);
    System.setProperty("greenmail.tls.keystore.password", SECRET);
    mails = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTPS));
    mails.start();
    mails.setUser("admin@example.org", "leasehold", "right");
  }

  @AfterAll
  static void stop() {
    mails.stop();
    System.clearProperty("greenmail.tls.keystore.file");
    System.clearProperty("greenmail.tls.keystore.password");
  }

  private static void keytool(String... words) throws Exception {
    var line =
        new java.util.ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    line.addAll(List.of(words));
    line.addAll(List.of("-storetype", "PKCS12", "-storepass", SECRET));
    var process = new ProcessBuilder(line).inheritIO().start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  private static MailChannel mail(String host, @Nullable Path trusted) {
    return new MailChannel(
        new NotifySettings.Mail(
            host,
            mails.getSmtps().getPort(),
            NotifySettings.Mail.Security.TLS,
            trusted,
            "leasehold",
            "right",
            "leasehold@example.org",
            List.of("admin@example.org"),
            Severity.ERROR),
        Duration.ofSeconds(10));
  }

  @Test
  void aCertificateThatIsNamedIsTrustedAndTheMailArrives() throws Exception {
    mail("localhost", certificate).deliver(NOTICE);
    assertEquals(1, mails.getReceivedMessages().length);
    assertEquals(
        "[Leasehold] ERROR host kvm2: silent", mails.getReceivedMessages()[0].getSubject());
  }

  @Test
  void aCertificateNobodyHasSignedIsRefusedWithWhatToDoAndThePasswordIsNotSent() {
    var failed =
        assertThrows(Channel.NotDelivered.class, () -> mail("localhost", null).deliver(NOTICE));
    var why = String.valueOf(failed.getMessage());
    assertTrue(why.startsWith("its certificate is not trusted"), why);
    assertTrue(why.endsWith("name it, or its authority's, as 'certificate'"), why);
    assertFalse(why.contains("right"), why);
  }

  @Test
  void aTrustedCertificateOfAnotherNameIsRefused() {
    var failed =
        assertThrows(
            Channel.NotDelivered.class, () -> mail("127.0.0.1", certificate).deliver(NOTICE));
    assertTrue(String.valueOf(failed.getMessage()).contains("127.0.0.1"), failed::toString);
  }

  @Test
  void aFileWithoutACertificateIsSaidWhenTheSettingsAreRead() throws Exception {
    var empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
    var refused =
        assertThrows(IllegalArgumentException.class, () -> TrustedCertificate.context(empty));
    assertEquals(empty + " holds no certificate; it must be PEM", refused.getMessage());
  }
}
