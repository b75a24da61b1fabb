package org.leasehold.app.console.parts;

import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/// How much of something is used, and how much is kept free for what may come.
public final class MemoryBar extends Pane {
  private final Region used = new Region();
  private final Region reserved = new Region();
  private double usedShare;
  private double reservedShare;

  public MemoryBar() {
    getStyleClass().add("bar");
    used.getStyleClass().add("bar-used");
    reserved.getStyleClass().add("bar-reserved");
    getChildren().addAll(reserved, used);
  }

  /// @param used 0..1
  /// @param reserved 0..1, on top of `used`
  public void show(double used, double reserved) {
    usedShare = Math.clamp(used, 0, 1);
    reservedShare = Math.clamp(reserved, 0, 1 - usedShare);
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    double width = getWidth();
    used.resizeRelocate(0, 0, width * usedShare, getHeight());
    reserved.setVisible(reservedShare > 0);
    reserved.resizeRelocate(0, 0, width * (usedShare + reservedShare), getHeight());
  }
}
