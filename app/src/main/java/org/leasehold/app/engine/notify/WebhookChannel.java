package org.leasehold.app.engine.notify;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.leasehold.core.engine.Severity;

/// POSTs a JSON object. Redirects are not followed: the headers may hold a token.
final class WebhookChannel implements Channel {
  private final NotifySettings.Webhook settings;
  private final Duration limit;
  private final HttpClient client;

  /// @param limit for connecting, and for the whole of one try
  WebhookChannel(NotifySettings.Webhook settings, Duration limit) {
    this.settings = settings;
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(limit)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(TrustedCertificate.context(settings.certificate()))
            .build();
  }

  /// Without the path, which at some services is the secret.
  @Override
  public String name() {
    return settings.toString();
  }

  @Override
  public Severity from() {
    return settings.from();
  }

  @Override
  public void deliver(Notice notice) throws NotDelivered, InterruptedException {
    int status;
    try {
      status = client.send(request(notice), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      var advice = TrustedCertificate.advice(e);
      var why = advice != null ? advice : "no answer (" + e.getClass().getSimpleName() + ")";
      throw new NotDelivered(false, why, e);
    }
    if (status / 100 == 2) return;
    boolean later = status / 100 == 5 || status == 408 || status == 425 || status == 429;
    throw new NotDelivered(!later, "it answers " + status, null);
  }

  private HttpRequest request(Notice notice) {
    var request =
        HttpRequest.newBuilder(settings.url())
            .timeout(limit)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(notice)));
    settings.headers().forEach(request::setHeader);
    return request.build();
  }

  static String body(Notice notice) {
    var json = new JsonObject();
    json.addProperty("schema", 1);
    json.addProperty("engine", notice.engine());
    json.addProperty("at", Instant.ofEpochMilli(notice.wallMillis()).toString());
    json.addProperty("severity", notice.severity().name());
    json.addProperty("event", notice.eventId());
    json.addProperty("text", notice.text());
    return json.toString();
  }
}
