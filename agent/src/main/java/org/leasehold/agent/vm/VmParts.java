package org.leasehold.agent.vm;

import java.util.Optional;
import java.util.function.Function;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.lease.LeaseLedger;
import org.leasehold.agent.report.Reports;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// What the operations on VMs work with.
///
/// @param hypervisor libvirt
/// @param definitions reads and changes XML
/// @param desk sanlock and the disk
/// @param ledger the written-down versions
/// @param store the definitions kept here
/// @param fitness whether a lease was proven in this boot
/// @param journal local events
/// @param reports told of every change
/// @param boot this boot of the host
/// @param policies the VM's entry of the cluster document, if there is one
public record VmParts(
    Hypervisor hypervisor,
    Definitions definitions,
    LeaseDesk desk,
    LeaseLedger ledger,
    DefinitionStore store,
    Fitness fitness,
    EventJournal journal,
    Reports reports,
    BootId boot,
    Function<VmId, Optional<VmEntry>> policies) {}
