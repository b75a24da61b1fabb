/// The engine's settings.
@NullMarked
package org.leasehold.app.cli.settings;

import org.jspecify.annotations.NullMarked;
