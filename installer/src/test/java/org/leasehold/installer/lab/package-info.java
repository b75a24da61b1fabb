/// Tests of the whole product on several real hosts in a lab.
@NullMarked
package org.leasehold.installer.lab;

import org.jspecify.annotations.NullMarked;
