/** What a build page shows of a record. Reads documents, changes none. */
package io.jenkins.plugins.cd4ml.pages;
