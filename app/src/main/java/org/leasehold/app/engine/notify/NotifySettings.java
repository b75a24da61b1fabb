package org.leasehold.app.engine.notify;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Severity;

/// Whom to tell: `notify.json` beside the journal. It may hold passwords, so only its owner may
/// read it; it is never shown, sent or written into the cluster document. See `notifications.md`.
record NotifySettings(List<Webhook> webhooks, @Nullable Mail mail) {
  NotifySettings {
    webhooks = List.copyOf(webhooks);
  }

  /// @param url http or https
  /// @param headers sent along, such as a token
  /// @param certificate PEM file to trust in place of the usual authorities
  /// @param from the lowest severity told
  record Webhook(URI url, Map<String, String> headers, @Nullable Path certificate, Severity from) {
    Webhook {
      headers = Map.copyOf(headers);
    }

    /// Without what may be secret.
    @Override
    public String toString() {
      return "webhook " + url.getHost();
    }
  }

  /// @param security of the connection to `host`
  /// @param certificate PEM file to trust in place of the usual authorities
  /// @param user empty: no login
  /// @param from the lowest severity told
  record Mail(
      String host,
      int port,
      Security security,
      @Nullable Path certificate,
      String user,
      String password,
      String sender,
      List<String> to,
      Severity from) {
    Mail {
      to = List.copyOf(to);
    }

    /// `STARTTLS` is refused where the server does not offer it.
    enum Security {
      NONE,
      STARTTLS,
      TLS
    }

    @Override
    public String toString() {
      return "mail through " + host + ":" + port;
    }
  }

  /// @return null when there is no file
  /// @throws IllegalArgumentException with a sentence that names the file and what to do
  static @Nullable NotifySettings read(Path file) {
    if (!Files.exists(file)) return null;
    try {
      for (var right : Files.getPosixFilePermissions(file)) {
        if (right.name().startsWith("OWNER")) continue;
        throw new IllegalArgumentException(
            "%s is open to others (%s), and may hold passwords: chmod 600 it"
                .formatted(file, right.name().toLowerCase(Locale.ROOT)));
      }
      return read(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NumberFormatException e) {
      // The parser's own words may hold a piece of the file.
      throw new IllegalArgumentException(
          file + " is not the JSON that notifications.md describes", e);
    } catch (Wrong e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /// Something is missing or out of range.
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String sentence) {
      super(sentence);
    }
  }

  private static NotifySettings read(JsonObject json) {
    for (var name : json.keySet()) {
      if (!name.equals("webhooks") && !name.equals("mail")) {
        throw new Wrong("'" + name + "' is not known; known are 'webhooks' and 'mail'");
      }
    }
    var webhooks = new ArrayList<Webhook>();
    if (json.has("webhooks")) {
      for (var one : json.getAsJsonArray("webhooks")) webhooks.add(webhook(one.getAsJsonObject()));
    }
    return new NotifySettings(
        webhooks, json.has("mail") ? mail(json.getAsJsonObject("mail")) : null);
  }

  private static Webhook webhook(JsonObject json) {
    URI url;
    try {
      url = URI.create(text(json, "url", ""));
    } catch (IllegalArgumentException e) {
      throw new Wrong("a webhook's 'url' is no URL");
    }
    var scheme = String.valueOf(url.getScheme());
    if ((!scheme.equals("http") && !scheme.equals("https")) || url.getHost() == null) {
      throw new Wrong("a webhook's 'url' is not http://… or https://…");
    }
    var headers = new TreeMap<String, String>();
    if (json.has("headers")) {
      json.getAsJsonObject("headers")
          .entrySet()
          .forEach(header -> headers.put(header.getKey(), header.getValue().getAsString()));
    }
    return new Webhook(url, headers, certificate(json), severity(json));
  }

  private static Mail mail(JsonObject json) {
    var to = new ArrayList<String>();
    if (json.has("to")) json.getAsJsonArray("to").forEach(one -> to.add(one.getAsString()));
    if (to.isEmpty()) throw new Wrong("'mail' names nobody in 'to'");
    var security = word(json, "security", Mail.Security.STARTTLS, Mail.Security.class);
    int usual =
        switch (security) {
          case NONE -> 25;
          case STARTTLS -> 587;
          case TLS -> 465;
        };
    int port = json.has("port") ? json.get("port").getAsInt() : usual;
    if (port < 1 || port > 65535) throw new Wrong("'port' is out of 1..65535: " + port);
    var user = text(json, "user", "");
    if (!user.isEmpty() && security == Mail.Security.NONE) {
      throw new Wrong("a login without 'security' would send the password in the clear");
    }
    return new Mail(
        needed(json, "host"),
        port,
        security,
        certificate(json),
        user,
        text(json, "password", ""),
        needed(json, "from"),
        to,
        severity(json));
  }

  /// It is opened here, so that a wrong one is said at once.
  private static @Nullable Path certificate(JsonObject json) {
    var file = text(json, "certificate", "");
    if (file.isEmpty()) return null;
    var path = Path.of(file);
    if (!path.isAbsolute()) throw new Wrong("'certificate' is no absolute path: " + file);
    try {
      TrustedCertificate.context(path);
    } catch (IllegalArgumentException e) {
      throw new Wrong(String.valueOf(e.getMessage()));
    }
    return path;
  }

  private static Severity severity(JsonObject json) {
    return word(json, "severity", Severity.ERROR, Severity.class);
  }

  private static <E extends Enum<E>> E word(
      JsonObject json, String name, E otherwise, Class<E> type) {
    var said = text(json, name, otherwise.name());
    for (var one : type.getEnumConstants()) if (one.name().equalsIgnoreCase(said)) return one;
    throw new Wrong(
        "'" + name + "' is '" + said + "'; known are " + List.of(type.getEnumConstants()));
  }

  private static String needed(JsonObject json, String name) {
    var said = text(json, name, "");
    if (said.isEmpty()) throw new Wrong("'" + name + "' is missing");
    return said;
  }

  private static String text(JsonObject json, String name, String otherwise) {
    JsonElement said = json.get(name);
    return said == null ? otherwise : said.getAsString();
  }
}
