package org.leasehold.app.console.parts;

/// A dialog in which something typed may not have been kept yet.
public interface Unkept {
  /// Whether nothing is lost, or the person was told what is and wants it all the same.
  boolean mayClose();
}
