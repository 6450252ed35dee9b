/** How text files are written: encodings, the header and the spelling of CSV, the shape of JSON. Knows no database. */
package io.jenkins.plugins.cd4ml.engine.data.text;
