package org.leasehold.app.cli.cluster;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// Wall clock for people, in this machine's zone.
public final class Clock {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private Clock() {}

  public static String time(long wallMillis) {
    return TIME.format(Instant.ofEpochMilli(wallMillis).atZone(ZoneId.systemDefault()));
  }

  public static String date(long wallMillis) {
    return DATE.format(Instant.ofEpochMilli(wallMillis).atZone(ZoneId.systemDefault()));
  }
}
