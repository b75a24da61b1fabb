package org.leasehold.installer.failover;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests that share one [Cluster] of real hosts with a running engine, in their order; each gets it
/// as a parameter. After each, every guest disk is read.
@Tag("daemon")
@Timeout(1500)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(ClusterExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface FailoverTest {
  /// Hosts `h1`, `h2`, …; three are the fewest where one may be stopped from afar (S17).
  int hosts();

  /// Protected VMs `vm1`, `vm2`, …, all running on `h1` at first.
  int vms() default 1;

  /// Stores `store1`, `store2`, … of the lab; the cluster has the first.
  int stores() default 1;
}
