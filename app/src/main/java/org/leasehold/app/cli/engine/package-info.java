/// Commands that run an engine, watch it and pause it.
@NullMarked
package org.leasehold.app.cli.engine;

import org.jspecify.annotations.NullMarked;
