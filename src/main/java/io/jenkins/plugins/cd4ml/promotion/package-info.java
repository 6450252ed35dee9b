/**
 * The steps that change what an environment serves: they ask, wait and deploy. No page.
 */
package io.jenkins.plugins.cd4ml.promotion;
