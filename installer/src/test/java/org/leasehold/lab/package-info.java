/// Tests with real hosts: they drive the lab of `installer/lab` (see core/docs/lab.md).
@NullMarked
package org.leasehold.lab;

import org.jspecify.annotations.NullMarked;
