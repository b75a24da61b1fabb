@NullMarked
package org.leasehold.app.console.settings;

import org.jspecify.annotations.NullMarked;
