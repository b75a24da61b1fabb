package org.leasehold.core.model;

/// What happens to a VM that paused because of its storage. Protected VMs use `KILL`.
public enum ResumeBehaviour {
  AUTO_RESUME,
  LEAVE_PAUSED,
  KILL
}
