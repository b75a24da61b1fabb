package org.leasehold.core.engine;

/// Why a VM is what it is, or why nothing is done about it: the first condition that failed.
///
/// @param condition stable name of that condition, such as `S1 known copy`
/// @param text in words, with the arithmetic
/// @param sinceNanos since when this is the first one
/// @param textNanos when `text` was last written; its arithmetic is renewed every few seconds
public record Explanation(String condition, String text, long sinceNanos, long textNanos) {}
