package org.leasehold.agent.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The few programs of the host that an installation runs, by their full names, never through a
/// shell.
interface Commands {
  String USERADD = "/usr/sbin/useradd";
  String USERDEL = "/usr/sbin/userdel";
  String SSH_KEYGEN = "/usr/bin/ssh-keygen";
  String CHOWN = "/usr/bin/chown";
  String SYSTEMCTL = "/usr/bin/systemctl";

  /// @param said both streams, at most 64 kB
  record Ended(int code, String said) {}

  Ended run(List<String> words) throws IOException, InterruptedException;

  /// @throws IOException when it ends with anything but 0
  default String done(String... words) throws IOException, InterruptedException {
    var ended = run(List.of(words));
    if (ended.code() == 0) return ended.said();
    throw new IOException(
        "%s ended with %d: %s".formatted(String.join(" ", words), ended.code(), ended.said()));
  }

  /// Of this machine; each within a minute and a half, which is systemd's own patience.
  Commands REAL = within(Duration.ofSeconds(90));

  /// @param atMost for each
  static Commands within(Duration atMost) {
    return words -> {
      var process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var said =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return process.getInputStream().readNBytes(65_536);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            "%s did not end within %d s".formatted(words.getFirst(), atMost.toSeconds()));
      }
      return new Ended(
          process.exitValue(), new String(said.join(), StandardCharsets.UTF_8).strip());
    };
  }
}
