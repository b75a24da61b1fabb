package org.leasehold.app.cli;

/// Entry point of `bin/leasehold`.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(2);
  }
}
