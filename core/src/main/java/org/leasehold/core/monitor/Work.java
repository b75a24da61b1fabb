package org.leasehold.core.monitor;

/// An operation under way.
///
/// @param id unique within the run
/// @param title `Adopting web on kvm1`
/// @param percent 0..100, or -1 where it cannot be told
/// @param text what is being done now
/// @param canCancel whether it can be cancelled here and now
public record Work(String id, String title, int percent, String text, boolean canCancel) {}
