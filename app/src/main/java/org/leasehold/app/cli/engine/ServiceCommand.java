package org.leasehold.app.cli.engine;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.app.cli.host.RemoteSteps;
import org.leasehold.app.cli.host.RootLogin;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What `engine install` and `engine uninstall` share: root logins to every host of the cluster,
/// made before anything is changed, because the engine's key is let in or out on all of them.
abstract class ServiceCommand extends EngineCommand {
  private static final String AGENT = "/opt/leasehold-agent/bin/leasehold-agent ";
  private static final String KEYS = AGENT + "engine-keys";

  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Mixin private RootLogin root = new RootLogin();
  @Mixin private Question question = new Question();

  @Override
  protected final int run(EngineFace face, Names names) throws Exception {
    var host = names.host(name);
    var logins = new ArrayList<RemoteSteps>();
    try {
      var shown = json ? new PrintWriter(PrintWriter.nullWriter()) : out();
      RemoteSteps its = null;
      for (var one : names.document().hosts().values()) {
        if (one.address().destination().isEmpty()) {
          return told(
              new Answer.Refused(
                  "no SSH address of %s is known; every host must be in reach for this"
                      .formatted(one.name())));
        }
        var steps = new RemoteSteps(one.name(), root.open(one.address()), shown, question);
        logins.add(steps);
        if (one.id().equals(host.id())) its = steps;
      }
      return told(its == null ? new Answer.Refused("no host " + name) : done(host, its, logins));
    } catch (LinkException e) {
      return told(new Answer.Refused(e.sentence() + "; every host must be in reach for this"));
    } finally {
      for (var one : logins) one.login().close();
    }
  }

  abstract Answer done(HostEntry host, RemoteSteps its, List<RemoteSteps> all) throws Exception;

  static HostInstall.EngineOrder order(HostId host, boolean dryRun) {
    return new HostInstall.EngineOrder(host.value(), dryRun);
  }

  static String agent(String verb) {
    return AGENT + verb;
  }

  /// @return the answer of the first host that did not, else `done`
  static Answer keys(List<RemoteSteps> all, HostInstall.KeysOrder order, String done)
      throws Exception {
    for (var one : all) {
      var answer = one.outcome(one.told(KEYS, HostInstall.Told.class, order), done);
      if (!(answer instanceof Answer.Done)) return answer;
    }
    return new Answer.Done(done);
  }
}
