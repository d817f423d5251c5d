/** From an empty fleet to the first host over real OpenSSH: the form, the test of the connection, the host key, the list. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSshKey, startSshd, type Sshd, type SshKey } from '#test/lab/sshd.ts';
import { buildPage, photograph, startBrowser, startServing, type PageDriver, type Served } from './served-page.ts';

let folder: string;
let key: SshKey;
let sshd: Sshd;
let served: Served;
let browser: PageDriver;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetbeat-first-'));
  key = await makeSshKey(join(folder, 'id_pi'));
  await buildPage();
  [sshd, served, browser] = await Promise.all([startSshd({ authorizedKeys: [key.publicLine] }), startServing(['serve']), startBrowser()]);
  page = await browser.open(served.url);
});
afterAll(async () => {
  await browser.close(/ERR_CONNECTION_REFUSED/);
  await served.stop();
  await sshd.dispose();
  await rm(folder, { recursive: true, force: true });
});

const stage = (name: RegExp) => page.getByRole('listitem').filter({ hasText: name }).first();

describe('the first host', () => {
  test('an empty fleet leads to adding a host', async () => {
    await page.getByRole('link', { name: /Add a host|Add the first host/ }).first().waitFor();
    await photograph(page, 'empty');
    await page.getByRole('link', { name: /Add a host|Add the first host/ }).first().click();
    await page.getByRole('heading', { name: 'Add a host' }).waitFor();
  });

  test('a closed port is named as the stage that failed, with what to do', async () => {
    await page.getByLabel('Name', { exact: true }).fill('pi-cave');
    await page.getByLabel('Address', { exact: true }).fill('127.0.0.1');
    await page.getByLabel(/^Port/).fill('1');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('nothing listens on this port', { exact: false }).first().waitFor({ timeout: 30_000 });
    expect(await stage(/^Login/).innerText()).toMatch(/not tried/i);
  });

  test('an unknown host key is asked about with its fingerprint, and the safe answer is the easy one', async () => {
    await page.getByLabel(/^Port/).fill(String(sshd.port));
    await page.getByLabel(/^User/).fill(sshd.user);
    await page.getByRole('combobox', { name: 'Login' }).click();
    await page.getByRole('option', { name: 'Key file' }).click();
    await page.getByLabel('Path of the private key').fill(key.path);
    await page.getByRole('button', { name: /Test (connection|again)/ }).click();
    const question = page.getByRole('dialog').or(page.getByRole('alertdialog')).first();
    await question.getByText(sshd.hostKeyFingerprint).waitFor({ timeout: 20_000 });
    await photograph(page, 'host-key');
    expect(await page.evaluate(() => document.activeElement?.textContent ?? '')).not.toMatch(/^Trust/);
    await question.getByRole('button', { name: 'Trust and remember' }).click();
  });

  test('every stage of SSH passes, and what is missing on this host is said as such', async () => {
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden', timeout: 40_000 });
    await photograph(page, 'add-host');
    const report = await page.locator('main').innerText();
    for (const words of ['pi-cave', sshd.hostKeyFingerprint.slice(0, 20), 'OpenSSH']) expect(words === 'pi-cave' ? await page.getByLabel('Name', { exact: true }).inputValue() : report).toContain(words);
  });

  test('added, it is in the fleet, connected, and the key is not asked for again', async () => {
    await page.getByRole('button', { name: 'Add host' }).click();
    await page.getByText('pi-cave').first().waitFor();
    await page.getByText(/connected/).first().waitFor({ timeout: 20_000 });
    expect(await page.getByRole('alertdialog').count()).toBe(0);
  });

  test('an engine that goes away is said, and the last picture stays', async () => {
    await served.stop();
    await page.getByText(/engine|connection/i).first().waitFor({ timeout: 20_000 });
    expect(await page.getByText('pi-cave').count()).toBeGreaterThan(0);
    await photograph(page, 'engine-lost');
  });
});
