package org.leasehold.app.cli.power;

import java.util.Map;
import java.util.TreeMap;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold host power set`: one power device of a host.
@Command(
    name = "set",
    description = {
      "Set up a device that switches a host's power, or change the one of that name. It is asked for",
      "its state first, through every other host; one that speaks IPMI must answer with the host's",
      "own system UUID. The password is asked for, kept by the other hosts readable by root only,",
      "and is in no document, log or command line."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold host power set kvm1 --agent fence_ipmilan --ip 192.0.2.21 --username admin",
      "  leasehold host power set kvm1 --name pdu1 --agent fence_apc_snmp --ip 192.0.2.31 --plug 4 --order 2"
    })
final class SetCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String host = "";

  @Option(
      names = "--agent",
      paramLabel = "PROGRAM",
      required = true,
      description = "fence agent, such as fence_ipmilan, fence_redfish, fence_apc_snmp")
  private String agent = "";

  @Option(names = "--ip", paramLabel = "ADDRESS", description = "where the device is")
  private String ip = "";

  @Option(names = "--username", paramLabel = "NAME", description = "who logs in there")
  private String username = "";

  @Option(names = "--plug", paramLabel = "PLUG", description = "which outlet or machine it is")
  private String plug = "";

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "a further option of that fence agent, such as cipher=3; no secret")
  private Map<String, String> options = new TreeMap<>();

  @Option(
      names = "--order",
      paramLabel = "1..4",
      defaultValue = "1",
      description = "lower is tried first; devices of the same order must all be off")
  private int order;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "bmc",
      description = "what you call the device (default: ${DEFAULT-VALUE})")
  private String name = "";

  @Option(names = "--untested", description = "set it up although it may not answer now")
  private boolean untested;

  @Mixin private Password password = new Password();

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var entry = names.host(host);
    var all = new TreeMap<>(options);
    if (!ip.isEmpty()) all.put("ip", ip);
    if (!username.isEmpty()) all.put("username", username);
    if (!plug.isEmpty()) all.put("plug", plug);
    for (var option : all.keySet()) {
      if (FenceAgents.isSecret(option)) {
        throw wrong(
            "'%s' is a secret and not for the command line: it is asked for, or say --password-file"
                .formatted(option));
      }
    }
    var refusal = FenceAgents.refusal(agent, all);
    if (refusal != null) throw wrong(refusal);
    var device = new FenceDevice(name, order, agent, all, "");
    boolean change = entry.fence().devices().stream().anyMatch(it -> it.name().equals(name));
    if (!question.confirmed(
        "%s %s device %s, order %d: it may switch %s off when that is silent and its heartbeat has stopped"
            .formatted(
                entry.name(),
                change ? "gets another" : "gets the",
                device.inWords(),
                order,
                entry.name()))) {
      return ExitCode.DONE.number();
    }
    var secret = password.read(device.inWords());
    return ask(
        face, new Operation.SetPower(entry.id(), device, secret, password.isKept(), untested));
  }
}
