package org.leasehold.app.cli.vm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm set`: the policy of a VM.
@Command(
    name = "set",
    description = {"Change when and where a VM is restarted. What is not named stays."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm set web --priority 90 --hosts kvm1,kvm2"})
final class SetCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Option(names = "--priority", paramLabel = "0..100", description = "higher is started first")
  private @Nullable Integer priority;

  @Option(
      names = "--hosts",
      paramLabel = "HOST",
      split = ",",
      arity = "0..*",
      description = "where it may run; without a name: anywhere")
  private @Nullable List<String> hosts;

  @Option(
      names = "--after",
      paramLabel = "VM",
      split = ",",
      arity = "0..*",
      description = "VMs that must be up first; without a name: none")
  private @Nullable List<String> after;

  @Option(
      names = "--apart",
      paramLabel = "GROUP",
      description = "its members run on different hosts")
  private @Nullable String apart;

  @Option(
      names = "--tags",
      paramLabel = "TAG",
      split = ",",
      arity = "0..*",
      description = "words it is found and grouped by; without a word: none")
  private @Nullable List<String> tags;

  @Option(
      names = "--storage-side-stop",
      negatable = true,
      description = "end it through the store when only its host's management is lost")
  private @Nullable Boolean storageSideStop;

  @Option(
      names = "--start-when-free",
      negatable = true,
      description = "start it elsewhere when its lease is free though its silent host lives")
  private @Nullable Boolean startWhenFree;

  @Option(
      names = "--restart-when-hung",
      negatable = true,
      description = "end and restart it when QEMU does not answer")
  private @Nullable Boolean restartWhenHung;

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var vm = names.vm(name);
    var may = vm.allowed();
    var allowed =
        new VmEntry.Allowances(
            storageSideStop == null ? may.storageSideStop() : storageSideStop,
            startWhenFree == null ? may.startWhenFree() : startWhenFree,
            restartWhenHung == null ? may.restartWhenHung() : restartWhenHung);
    if (priority != null && (priority < 0 || priority > 100)) {
      throw wrong("the priority is 0 to 100, not " + priority);
    }
    return ask(
        face,
        new Request.SetPolicy(
            new VmEntry(
                    vm.id(),
                    vm.name(),
                    vm.revision(),
                    vm.memoryMiB(),
                    vm.mode(),
                    vm.leaseDomain(),
                    priority == null ? vm.priority() : priority,
                    vm.wanted(),
                    vm.resume(),
                    hosts == null ? vm.allowedHosts() : hostIds(names, hosts),
                    after == null ? vm.startAfter() : vmIds(names, after),
                    apart == null ? vm.apartFrom() : apart,
                    vm.disks(),
                    allowed)
                .withTags(
                    tags == null
                        ? vm.tags()
                        : tags.stream().filter(it -> !it.isEmpty()).toList())));
  }

  private static List<HostId> hostIds(Names names, List<String> named) throws Exception {
    var ids = new ArrayList<HostId>();
    for (var one : named) if (!one.isEmpty()) ids.add(names.host(one).id());
    return ids;
  }

  private static List<VmId> vmIds(Names names, List<String> named) throws Exception {
    var ids = new ArrayList<VmId>();
    for (var one : named) if (!one.isEmpty()) ids.add(names.vm(one).id());
    return ids;
  }
}
