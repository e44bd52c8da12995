/**
 * What people see: one look for all pages, made of plain text templates and no external asset. It
 * uses no other package.
 */
@NullMarked
package io.paideia.sandbox.pages;

import org.jspecify.annotations.NullMarked;
