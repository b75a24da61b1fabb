package org.leasehold.core.engine;

/// How much a log line matters.
public enum Severity {
  INFO,
  WARNING,
  ERROR,
  CRITICAL
}
