package org.leasehold.app.console.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/// Times for people.
///
/// @param zone of the wall clock that people look at
public record Times(ZoneId zone) {
  private static final Pattern UTC = Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d) UTC");
  private static final long DAY_MILLIS = 86_400_000;
  private static final Pattern MIB = Pattern.compile("(\\d+) MiB");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  /// `14:03:10`
  public String clock(long wallMillis) {
    return CLOCK.format(Instant.ofEpochMilli(wallMillis).atZone(zone));
  }

  /// `9 Nov 08:14`
  public String day(long wallMillis) {
    return DAY.format(Instant.ofEpochMilli(wallMillis).atZone(zone));
  }

  /// `0:41`, `12:05`, `1:02:03`; never below 0:00.
  public static String countdown(long seconds) {
    long s = Math.max(0, seconds);
    return s < 3600
        ? "%d:%02d".formatted(s / 60, s % 60)
        : "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
  }

  /// `9 Nov`
  public String date(long wallMillis) {
    return DATE.format(Instant.ofEpochMilli(wallMillis).atZone(zone));
  }

  /// What the engine says in UTC, by the people's clock: `14:03:10` for every `13:03:10 UTC`.
  ///
  /// @param nearMillis wall clock of about then, for the day
  public String inText(String text, long nearMillis) {
    return UTC.matcher(text)
        .replaceAll(
            found -> {
              long ofDay = 0;
              for (int i = 1; i <= 3; i++) ofDay = ofDay * 60 + Long.parseLong(found.group(i));
              long days = Math.round((nearMillis - ofDay * 1000.0) / DAY_MILLIS);
              return clock(days * DAY_MILLIS + ofDay * 1000);
            });
  }

  /// `41 s`, `1 min 32 s`, `2 h 5 min`, `31 d`
  public static String age(long seconds) {
    long s = Math.max(0, seconds);
    if (s < 60) return s + " s";
    if (s < 3600) return s % 60 == 0 ? s / 60 + " min" : s / 60 + " min " + s % 60 + " s";
    if (s < 86_400) return s / 3600 + " h " + s / 60 % 60 + " min";
    return s / 86_400 + " d";
  }

  /// `41` of `41 of 64 GiB`: whole GiB, one digit below ten.
  public static String gib(long mib) {
    double gib = mib / 1024.0;
    return gib >= 10 || gib == Math.rint(gib)
        ? Long.toString(Math.round(gib))
        : String.format(Locale.ROOT, "%.1f", gib);
  }

  /// `6 GiB` for every `6144 MiB` in a sentence.
  public static String inGib(String text) {
    return MIB.matcher(text).replaceAll(found -> gib(Long.parseLong(found.group(1))) + " GiB");
  }
}
