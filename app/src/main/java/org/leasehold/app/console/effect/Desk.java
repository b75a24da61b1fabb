package org.leasehold.app.console.effect;

import java.util.concurrent.Executor;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.monitor.EngineFace;

/// Whom a screen asks, and on whose behalf.
///
/// @param face of the engine
/// @param operator who sits there, for the journal
/// @param times of the people's clock
/// @param window runs what changes properties; `Platform::runLater` in the window
public record Desk(EngineFace face, String operator, Times times, Executor window) {}
