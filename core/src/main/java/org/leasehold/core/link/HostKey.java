package org.leasehold.core.link;

import java.security.PublicKey;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/// A host's public key, as a line of `ssh_host_*_key.pub` has it.
///
/// @param type such as `ssh-ed25519`
/// @param base64 the key itself
public record HostKey(String type, String base64) {
  private static final Pattern TYPE = Pattern.compile("[a-z0-9@.-]{4,64}");
  private static final int BYTES_MAX = 4096;

  public HostKey {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException("not a type of SSH key: " + type);
    }
    int bytes;
    try {
      bytes = Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the SSH key is not base64", e);
    }
    if (bytes < 32 || bytes > BYTES_MAX) {
      throw new IllegalArgumentException(
          "an SSH key has 32 to " + BYTES_MAX + " bytes, not " + bytes);
    }
  }

  /// @param line `TYPE BASE64 [COMMENT]`
  public static HostKey parse(String line) {
    var words = line.strip().split("\\s+", 3);
    if (words.length < 2) throw new IllegalArgumentException("not an SSH public key: " + line);
    return new HostKey(words[0], words[1]);
  }

  static HostKey of(PublicKey key) {
    return parse(PublicKeyEntry.toString(key));
  }

  /// As `ssh-keygen -lf` prints it: `SHA256:…`. What a person compares.
  public String fingerprint() {
    try {
      var digest = java.security.MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(Base64.getDecoder().decode(base64));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  boolean is(PublicKey key) {
    return equals(of(key));
  }

  /// The signatures a host with this key can make; RSA keys make three.
  boolean signsWith(String signature) {
    return KeyUtils.getCanonicalKeyType(signature).equals(type);
  }

  @Override
  public String toString() {
    return type + " " + base64;
  }
}
