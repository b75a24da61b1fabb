@NullMarked
package org.leasehold.app.cli.vm;

import org.jspecify.annotations.NullMarked;
