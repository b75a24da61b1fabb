package org.leasehold.app.console.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A host key as people compare it.
///
/// @see "ssh-keygen(1), -l: SHA256 of the key's blob, base64 without padding"
public final class Fingerprint {
  private Fingerprint() {}

  /// @param key `TYPE BASE64`
  /// @throws IllegalArgumentException where it is no key
  public static String of(String key) {
    int space = key.indexOf(' ');
    if (space < 1) throw new IllegalArgumentException("not a host key: " + key);
    int end = key.indexOf(' ', space + 1);
    var blob = Base64.getDecoder().decode(key.substring(space + 1, end < 0 ? key.length() : end));
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(blob);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// `ssh-ed25519` of a key.
  public static String type(String key) {
    int space = key.indexOf(' ');
    return space < 0 ? key : key.substring(0, space);
  }
}
