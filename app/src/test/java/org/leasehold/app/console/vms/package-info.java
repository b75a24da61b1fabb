@org.jspecify.annotations.NullMarked
package org.leasehold.app.console.vms;
