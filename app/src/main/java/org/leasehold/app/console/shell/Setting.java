package org.leasehold.app.console.shell;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.text.Times;

/// What the window is set in.
///
/// @param operator who sits there, for the journal
/// @param times of the people's clock
/// @param window runs what changes the window; `Platform::runLater`
/// @param work runs what takes long
/// @param stateFile what a person sets up in the window is kept beside it; null: nothing is kept
public record Setting(
    String operator, Times times, Executor window, Executor work, @Nullable Path stateFile) {}
