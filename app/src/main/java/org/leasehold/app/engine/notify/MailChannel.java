package org.leasehold.app.engine.notify;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.leasehold.core.engine.Severity;

/// Sends a mail per notice over SMTP.
final class MailChannel implements Channel {
  private static final int SUBJECT_MAX = 150;

  private final NotifySettings.Mail settings;
  private final Session session;

  /// @param limit for connecting, and for each answer of the server
  MailChannel(NotifySettings.Mail settings, Duration limit) {
    this.settings = settings;
    var millis = String.valueOf(limit.toMillis());
    var properties = new Properties();
    properties.put("mail.smtp.host", settings.host());
    properties.put("mail.smtp.port", String.valueOf(settings.port()));
    properties.put("mail.smtp.connectiontimeout", millis);
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.writetimeout", millis);
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (settings.security()) {
      case NONE -> {}
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
    }
    if (settings.security() != NotifySettings.Mail.Security.NONE) {
      var context = TrustedCertificate.context(settings.certificate());
      properties.put("mail.smtp.ssl.socketFactory", context.getSocketFactory());
      // Else it would try once more with another trust, and tell of that.
      properties.put("mail.smtp.socketFactory.fallback", "false");
    }
    if (!settings.user().isEmpty()) properties.put("mail.smtp.auth", "true");
    session = Session.getInstance(properties, new Login());
  }

  private final class Login extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return new PasswordAuthentication(settings.user(), settings.password());
    }
  }

  @Override
  public String name() {
    return settings.toString();
  }

  @Override
  public Severity from() {
    return settings.from();
  }

  @Override
  public void deliver(Notice notice) throws NotDelivered {
    try {
      Transport.send(message(notice));
    } catch (SMTPSendFailedException e) {
      boolean forGood = e.getReturnCode() / 100 == 5;
      throw new NotDelivered(forGood, "the server answers " + e.getReturnCode(), e);
    } catch (AddressException e) {
      throw new NotDelivered(true, "an address of 'from' or 'to' is none", e);
    } catch (MessagingException e) {
      var advice = TrustedCertificate.advice(e);
      var why =
          advice != null ? advice : "it cannot be sent (" + e.getClass().getSimpleName() + ")";
      throw new NotDelivered(false, why, e);
    }
  }

  private MimeMessage message(Notice notice) throws MessagingException {
    var message = new MimeMessage(session);
    message.setFrom(new InternetAddress(settings.sender()));
    for (var to : settings.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
    }
    var charset = StandardCharsets.UTF_8.name();
    message.setSubject(subject(notice), charset);
    message.setSentDate(Date.from(Instant.ofEpochMilli(notice.wallMillis())));
    message.setText(text(notice), charset);
    return message;
  }

  private static String subject(Notice notice) {
    var line = "[Leasehold] %s %s".formatted(notice.severity(), notice.text());
    var plain = line.replaceAll("\\p{Cntrl}+", " ");
    return plain.length() <= SUBJECT_MAX ? plain : plain.substring(0, SUBJECT_MAX) + "…";
  }

  private static String text(Notice notice) {
    return """
    %s

    at      %s
    event   %s
    engine  %s
    """
        .formatted(
            notice.text(),
            Instant.ofEpochMilli(notice.wallMillis()),
            notice.eventId(),
            notice.engine());
  }
}
