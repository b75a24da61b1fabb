package org.leasehold.app.cli.host;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.leasehold.app.cli.Question;
import org.leasehold.app.engine.HeadlessEngine;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.SshLogin;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.HostInstall;

/// `host install` in two steps, for a window: first what would be done, then the doing. With the
/// keys and the ssh-agent of the person; a key with a passphrase must be in the ssh-agent. The
/// engine's key is the one this person logs in with.
public final class PlannedInstall implements AutoCloseable {
  private final RemoteSteps remote;
  private final HostInstall.Order order;
  private final List<String> steps;
  private final SshLogin login;

  private PlannedInstall(
      RemoteSteps remote, HostInstall.Order order, List<String> steps, SshLogin login) {
    this.remote = remote;
    this.order = order;
    this.steps = List.copyOf(steps);
    this.login = login;
  }

  /// Logs in, sends the agent's programs and asks what would be done.
  ///
  /// @param address with the confirmed key
  /// @param rootUser who logs in
  /// @throws IOException with one sentence: no programs, no login, or the host's own refusal
  public static PlannedInstall of(String name, HostAddress address, String rootUser)
      throws IOException {
    var programs = Programs.ofAgent(null);
    var folder = Path.of(System.getProperty("user.home", "/"), ".ssh");
    var at = new HostAddress(address.destination(), address.port(), rootUser, address.hostKeys());
    SshLogin login = null;
    try {
      login = SshLogin.to(HeadlessEngine.dialer(folder, _ -> null).dial(at, ""));
      var keys = login.key().map(HostKey::toString).stream().toList();
      if (keys.isEmpty()) throw new IOException("it is not known which key logged in");
      var silent = new PrintWriter(PrintWriter.nullWriter(), false);
      var remote = new RemoteSteps(name, login, silent, new Question());
      remote.unpack(programs, HostInstall.INCOMING);
      var plan =
          remote.told(
              RemoteInstall.INSTALL,
              HostInstall.Told.class,
              new HostInstall.Order(keys, false, true));
      if (!plan.refused().isEmpty()) throw new IOException(String.join("; ", plan.refused()));
      var open =
          plan.steps().stream().filter(step -> !step.done()).map(step -> step.what()).toList();
      var made = new PlannedInstall(remote, new HostInstall.Order(keys, false, false), open, login);
      login = null;
      return made;
    } catch (LinkException e) {
      throw new IOException(e.sentence(), e);
    } finally {
      if (login != null) login.close();
    }
  }

  /// What is not there yet; empty when all is.
  public List<String> steps() {
    return steps;
  }

  public Answer carryOut() throws IOException {
    try {
      var made = remote.told(RemoteInstall.INSTALL, HostInstall.Told.class, order);
      return remote.outcome(made, "Leasehold is installed on " + remote.name());
    } catch (LinkException e) {
      throw new IOException(e.sentence(), e);
    }
  }

  /// Takes the sent programs away and logs out.
  @Override
  public void close() {
    try (login) {
      remote.clean(HostInstall.INCOMING);
    } catch (LinkException e) {
      System.getLogger("leasehold.console")
          .log(
              System.Logger.Level.INFO,
              "the agent''s sent programs stay on {0}: {1}",
              remote.name(),
              e.getMessage());
    }
  }
}
