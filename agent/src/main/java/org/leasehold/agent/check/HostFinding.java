package org.leasehold.agent.check;

/// One line of `check`.
///
/// @param id stable, such as `libvirt.lock-manager`
/// @param grave true: protection is not real, or a VM may run twice; false: worth knowing
/// @param what is found, one sentence
/// @param fix what to do, one sentence
record HostFinding(String id, boolean grave, String what, String fix) {}
