/**
 * What a call cost, what it would have cost, and whose doing the difference is.
 *
 * <p>{@link io.agenticproxy.pricing.ReportedUsage} reads the API's {@code usage} objects into a
 * {@link io.agenticproxy.pricing.BilledUsage}; {@link io.agenticproxy.pricing.PriceCatalog}, a dated data file, prices
 * it; {@link io.agenticproxy.pricing.CallPricing} compares the prices of one call into the money columns of the ledger.
 * {@code docs/money.md} explains the figures to users.
 *
 * <p>Plain Java on the JDK and Jackson's tree. Amounts are exact: see {@link io.agenticproxy.pricing.Usd}. A price that
 * is not known is absent, never zero.
 */
@NullMarked
package io.agenticproxy.pricing;

import org.jspecify.annotations.NullMarked;
