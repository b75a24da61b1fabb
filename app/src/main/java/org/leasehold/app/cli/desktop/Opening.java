package org.leasehold.app.cli.desktop;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/// What is to be opened.
///
/// @param demo the demo cluster at once; else the choices
/// @param volume a volume file to be shown
/// @param engine socket of a running engine to connect to, or the host it runs on
/// @param journal folder of a story to be played
/// @param embed run an engine in the window
/// @param play what becomes of it
/// @param pictures folder for pictures of every screen
/// @param everySize pictures also at 1024x700 and at 200 %
/// @param minutes how long faults go on, 1..1440; heeded where memory is watched
/// @param theme `light`, `dark`, or empty for the one used last
/// @param out the story is told here
public record Opening(
    boolean demo,
    Optional<Path> volume,
    Optional<String> engine,
    Optional<Path> journal,
    boolean embed,
    Play play,
    Optional<Path> pictures,
    boolean everySize,
    int minutes,
    String theme,
    PrintWriter out) {}
