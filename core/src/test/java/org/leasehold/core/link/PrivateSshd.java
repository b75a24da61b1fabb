package org.leasehold.core.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// OpenSSH's own server on a port of the loopback, with keys of its own, for the present user.
final class PrivateSshd implements AutoCloseable {
  static final String USER = System.getProperty("user.name");

  private final Path folder;
  private final int port;
  private final List<String> keyTypes;
  private Process process;

  private PrivateSshd(Path folder, List<String> keyTypes) throws Exception {
    this.folder = folder;
    this.port = freePort();
    this.keyTypes = keyTypes;
    for (var type : keyTypes) generate(folder.resolve("host_" + type), type, "");
    Files.writeString(authorizedKeys(), "");
    this.process = spawn();
  }

  /// @param keyTypes of its host keys, such as `ed25519`
  static PrivateSshd start(Path folder, String... keyTypes) throws Exception {
    Files.createDirectories(folder);
    // What Debian's unit makes before sshd starts.
    Files.createDirectories(Path.of("/run/sshd"));
    var sshd = new PrivateSshd(folder, List.of(keyTypes));
    sshd.awaitAnswer();
    return sshd;
  }

  static void generate(Path file, String type, String passphrase) throws Exception {
    run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file.toString());
  }

  static String run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said);
    return said;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process spawn() throws IOException {
    var lines = new ArrayList<String>();
    lines.add("Port " + port);
    lines.add("ListenAddress 127.0.0.1");
    for (var type : keyTypes) lines.add("HostKey " + folder.resolve("host_" + type));
    lines.add("AuthorizedKeysFile " + authorizedKeys());
    lines.addAll(
        List.of("PidFile none", "UsePAM no", "StrictModes no", "PasswordAuthentication no"));
    Files.write(folder.resolve("sshd_config"), lines);
    return new ProcessBuilder(
            "/usr/sbin/sshd", "-D", "-e", "-f", folder.resolve("sshd_config").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private void awaitAnswer() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException _) {
        if (!process.isAlive()) break;
        Thread.sleep(25);
      }
    }
    throw new IOException("sshd does not answer: " + Files.readString(folder.resolve("log")));
  }

  private Path authorizedKeys() {
    return folder.resolve("authorized_keys");
  }

  /// @param options such as `restrict,command="…"`; empty for none
  void authorize(Path publicKey, String options) throws IOException {
    var line = (options.isEmpty() ? "" : options + " ") + Files.readString(publicKey);
    Files.writeString(authorizedKeys(), Files.readString(authorizedKeys()) + line);
  }

  int port() {
    return port;
  }

  HostKey key(String type) throws IOException {
    return HostKey.parse(Files.readString(folder.resolve("host_" + type + ".pub")));
  }

  String fingerprint(String type) throws Exception {
    return run("ssh-keygen", "-lf", folder.resolve("host_" + type + ".pub").toString())
        .split(" ", 3)[1];
  }

  /// A new installation of the host.
  void changeKey(String type) throws Exception {
    stop();
    Files.delete(folder.resolve("host_" + type));
    Files.delete(folder.resolve("host_" + type + ".pub"));
    generate(folder.resolve("host_" + type), type, "");
    process = spawn();
    awaitAnswer();
  }

  /// Every process of it stands still: a host that hangs, or a cable that was pulled.
  void freeze() throws Exception {
    var pids = new ArrayList<>(List.of("kill", "-STOP", Long.toString(process.pid())));
    process.descendants().map(child -> Long.toString(child.pid())).forEach(pids::add);
    run(pids.toArray(String[]::new));
  }

  private void stop() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    stop();
  }

  /// A program that a login is forced to, in the folder of the test.
  static Path program(Path file, String... lines) throws IOException {
    Files.write(file, List.of(lines));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
