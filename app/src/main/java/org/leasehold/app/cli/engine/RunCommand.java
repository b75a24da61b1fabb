package org.leasehold.app.cli.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.HeadlessEngine;
import org.leasehold.app.engine.KnownCluster;
import org.leasehold.core.model.HostId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold engine`: the engine without a window.
@Command(
    name = "engine",
    description = {
      "Run the engine without a window until Ctrl+C. VMs outlive it; while no engine runs, nobody",
      "restarts VMs. All other commands and the console are its clients. `engine install` makes it a",
      "service on a host."
    },
    mixinStandardHelpOptions = true,
    subcommands = {InstallCommand.class, UninstallCommand.class},
    footer = {"", "Example:", "  leasehold engine --state-dir ~/cluster-a"})
public final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "folder of the journal (default: this user's state folder)")
  private @Nullable Path state;

  @Option(
      names = "--socket",
      paramLabel = "SOCKET",
      description = "where clients connect (default: this user's run-time folder)")
  private @Nullable Path socket;

  @Option(
      names = "--own-host",
      paramLabel = "ID",
      description = "host id of the host it runs on, when it runs on one")
  private @Nullable HostId ownHost;

  @Option(
      names = "--ssh-dir",
      paramLabel = "DIR",
      description = "folder of SSH keys and `config` (default: as connected with, else ~/.ssh)")
  private @Nullable Path ssh;

  @Option(names = "--json", description = "print one JSON object when it listens")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var usual = EnginePlaces.ofThisUser();
    var places =
        new EnginePlaces(
            state == null ? usual.state() : state, socket == null ? usual.socket() : socket);
    var end = new CountDownLatch(1);
    var engine =
        HeadlessEngine.start(
            places,
            ssh == null ? new KnownCluster(places).sshFolder() : ssh,
            machine(),
            ownHost,
            spec.root().version()[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
    var out = spec.commandLine().getOut();
    out.println(
        json
            ? "{\"socket\": \"%s\", \"journal\": \"%s\"}".formatted(places.socket(), places.state())
            : "the engine listens on %s, its journal is in %s"
                .formatted(places.socket(), places.state()));
    out.flush();
    end.await();
    return ExitCode.DONE.number();
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException _) {
      return "this machine";
    }
  }
}
