package org.leasehold.core.sim;

import java.util.List;

/// The only source of chance in the simulator: xoshiro256++ (Blackman and Vigna), its state filled
/// by SplitMix64. The same seed gives the same numbers on every machine, for ever.
public final class SeededRandom {
  private long s0;
  private long s1;
  private long s2;
  private long s3;
  private long filler;

  public SeededRandom(long seed) {
    filler = seed;
    s0 = splitMix();
    s1 = splitMix();
    s2 = splitMix();
    s3 = splitMix();
  }

  /// A generator of its own for one purpose, so that asking one more question here does not change
  /// the answers there.
  ///
  /// @param purpose any number; different numbers give independent streams
  static SeededRandom stream(long seed, long purpose) {
    return new SeededRandom(seed * 0x9E3779B97F4A7C15L ^ purpose * 0xD1B54A32D192ED03L);
  }

  private long splitMix() {
    filler += 0x9E3779B97F4A7C15L;
    long z = filler;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /// @return 0 (included) to bound (left out)
  public int below(int bound) {
    if (bound < 1) throw new IllegalArgumentException("bound below 1: " + bound);
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /// @return a number of the closed range
  public long between(long low, long high) {
    if (high < low) throw new IllegalArgumentException("empty range " + low + ".." + high);
    return low + Math.unsignedMultiplyHigh(nextLong(), high - low + 1);
  }

  /// @param perMille 0 never, 1000 always
  public boolean chance(int perMille) {
    return below(1000) < perMille;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
