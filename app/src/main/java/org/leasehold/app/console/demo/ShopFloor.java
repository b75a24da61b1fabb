package org.leasehold.app.console.demo;

import java.util.List;

/// The demo's cluster: three hosts, one store, sixteen VMs and two that are off.
final class ShopFloor {
  /// As a story's cluster file says it.
  static final List<String> CLUSTER =
      List.of(
          "hosts kvm1 kvm2 kvm3",
          "memory kvm1 65536",
          "memory kvm2 65536",
          "memory kvm3 65536",
          "watchdog kvm1 hard",
          "watchdog kvm2 hard",
          "watchdog kvm3 soft",
          "stores store1",
          "io-timeout 10",
          "power-fencing off",
          "vm web-1 on kvm1 priority 60 memory 8192 boot 12",
          "vm mail on kvm1 priority 70 memory 10240 boot 18",
          "vm dc-1 on kvm1 priority 95 memory 4096 boot 15",
          "vm wiki on kvm1 priority 30 memory 6144 boot 10",
          "vm monitor on kvm1 priority 40 memory 8192 boot 9",
          "vm scratch on kvm1 confirm priority 0 memory 5120",
          "vm erp-db on kvm2 priority 90 memory 8192 boot 14",
          "vm erp-app on kvm2 priority 85 memory 4096 boot 11",
          "vm files on kvm2 priority 70 memory 3072 boot 8",
          "vm voip on kvm2 priority 60 memory 2048 boot 6",
          "vm print on kvm2 priority 20 memory 1024 boot 7",
          "vm old-crm on kvm2 confirm priority 10 memory 2048",
          "vm web-2 on kvm3 priority 60 memory 8192 boot 12",
          "vm dc-2 on kvm3 priority 95 memory 4096 boot 15",
          "vm build on kvm3 priority 20 memory 12288 boot 16",
          "vm backup on kvm3 priority 30 memory 8192 boot 9",
          "vm legacy-nt on kvm3 confirm priority 5 memory 3072",
          "vm staging on kvm1 priority 5 memory 2048",
          "vm test-7 on kvm3 priority 5 memory 2048");

  /// What people started, host by host; the other VMs are off.
  static final List<List<String>> STARTED =
      List.of(
          List.of("web-1", "mail", "dc-1", "wiki", "monitor", "scratch"),
          List.of("erp-db", "erp-app", "files", "voip", "print", "old-crm"),
          List.of("web-2", "dc-2", "build", "backup", "legacy-nt"));

  private ShopFloor() {}
}
