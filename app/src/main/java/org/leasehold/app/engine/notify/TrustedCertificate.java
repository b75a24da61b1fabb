package org.leasehold.app.engine.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A server with a certificate that no public authority has signed, as mail servers in small shops
/// have.
final class TrustedCertificate {
  private TrustedCertificate() {}

  /// @param file PEM: the server's own certificate, or those of its authority; null: the usual
  ///   authorities
  /// @throws IllegalArgumentException with a sentence, when it cannot be used
  static SSLContext context(@Nullable Path file) {
    try {
      var context = SSLContext.getInstance("TLS");
      if (file == null) {
        context.init(null, null, null);
        return context;
      }
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      try (var in = Files.newInputStream(file)) {
        int count = 0;
        for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("trusted-" + count++, one);
        }
        if (count == 0)
          throw new IllegalArgumentException(file + " holds no certificate; it must be PEM");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + " holds no certificate; it must be PEM", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the certificate " + file + " cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS: " + e.getMessage(), e);
    }
  }

  /// @return what to do, when `failure` came from a certificate; otherwise null
  static @Nullable String advice(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof CertificateException) {
        return "its certificate is not trusted (%s); name it, or its authority's, as 'certificate'"
            .formatted(cause.getMessage());
      }
      cause = cause.getCause();
    }
    return null;
  }
}
