@NullMarked
package org.leasehold.app.console.demo;

import org.jspecify.annotations.NullMarked;
