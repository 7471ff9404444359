// The whole screen: three columns on a wide one, one at a time on a narrow one.

import { AddFriend } from './add-friend.js';
import { Announcer } from './announcer.js';
import { BackupWords } from './backup-words.js';
import { Banner } from './banner.js';
import { CallView } from './call-view.js';
import { Card } from './card.js';
import { Chat } from './chat.js';
import { ConnectionSettings } from './connection-settings.js';
import { Conversation } from './conversation.js';
import { Dialogs } from './dialog.js';
import { el, setAttribute, show } from './dom.js';
import { FolderForFiles } from './folder-for-files.js';
import { FriendDetails } from './friend-details.js';
import { Friends } from './friends.js';
import { icon } from './icons.js';
import { Incoming } from './incoming.js';
import { KeysHelp, listenToKeys } from './keyboard.js';
import { Locked } from './locked.js';
import { Passphrase } from './passphrase.js';
import { ReplaceSpend } from './replace-spend.js';
import { SendCoins } from './send-coins.js';
import { Timeline } from './timeline.js';
import { Wallet } from './wallet.js';
import { Welcome } from './welcome.js';

let problemNumber = 0;

export class Page {
  #store;
  #actions;
  #dialogs;
  #views;
  #shell;
  #middle;
  #tabs;
  #asked = '';
  #locked = false;

  constructor({ root, store, remoteVideo, actions }) {
    this.#store = store;
    this.#shell = el('main', { class: 'shell' }, el('h1', { class: 'for-ears', tabindex: '-1', text: 'Dialtone' }));
    this.#dialogs = new Dialogs(this.#shell);
    this.#actions = {
      ...actions,
      openCard: () => this.#dialogs.open(new Card(this.#actions), store.state),
      openAddFriend: () => this.addFriend(''),
      openDetails: (friend) => this.#dialogs.open(new FriendDetails(this.#actions, friend), store.state),
      openWords: () => this.#dialogs.open(new BackupWords(this.#actions), store.state),
      openPassphrase: () => this.#dialogs.open(new Passphrase(this.#actions), store.state),
      openConnection: () => this.#dialogs.open(new ConnectionSettings(this.#actions), store.state),
      openFolder: () => this.#dialogs.open(new FolderForFiles(this.#actions), store.state),
      openSendCoins: () => this.#dialogs.open(new SendCoins(this.#actions), store.state),
      openReplace: (spend) => this.#dialogs.open(new ReplaceSpend(this.#actions, spend), store.state),
      openKeys: () => this.#dialogs.open(new KeysHelp(), store.state),
    };
    const options = { actions: this.#actions, store };
    const banner = new Banner(options);
    const friends = new Friends(options);
    const welcome = new Welcome(options);
    const callView = new CallView({ ...options, remoteVideo });
    const chat = new Chat(options);
    const conversation = new Conversation({ ...options, callView, chat });
    const wallet = new Wallet(options);
    const timeline = new Timeline(options);
    const incoming = new Incoming(options);
    const announcer = new Announcer();
    const locked = new Locked(options);
    this.#views = [locked, banner, friends, welcome, conversation, wallet, timeline, incoming, announcer];
    this.#middle = { welcome, conversation };
    this.#tabs = this.#bottomBar();
    this.#shell.append(
      banner.element,
      friends.element,
      el('div', { class: 'middle' }, welcome.element, conversation.element),
      el('div', { class: 'side' }, wallet.element, timeline.element),
      this.#tabs,
    );
    root.replaceChildren(locked.element, this.#shell, this.#dialogs.element, incoming.element, announcer.element);
    listenToKeys({ store, actions: this.#actions, dialogs: this.#dialogs });
    store.subscribe((state) => this.#render(state));
  }

  addFriend(card) {
    this.#dialogs.open(new AddFriend(this.#actions, card), this.#store.state);
  }

  /** Something went wrong: the open dialog says it when it asked for it, else the place it is about, else a notice. */
  problem({ about, text, todo }) {
    if (this.#dialogs.problem({ text, todo })) return;
    if (this.#store.state.friends.has(about)) {
      this.#store.change(({ notes }) => ({ notes: new Map(notes).set(about, { text, todo }) }));
      return;
    }
    const id = String(++problemNumber);
    this.#store.change(({ problems }) => ({ problems: [...problems.slice(-2), { id, text, todo }] }));
  }

  #render(state) {
    this.#lock(state.bridge.state === 'locked');
    const firstRun = state.me !== null && state.friends.size === 0;
    const calling = state.call !== null && state.call.phase !== 'incoming'; // also with somebody who is not among the friends
    show(this.#middle.welcome.element, firstRun && !calling);
    show(this.#middle.conversation.element, calling || state.selected !== '');
    setAttribute(this.#shell, 'data-view', firstRun && !calling && state.view === 'friends' ? 'welcome' : state.view);
    setAttribute(this.#shell, 'data-side', state.panelOpen ? 'open' : 'closed');
    setAttribute(this.#shell, 'data-ready', state.me ? 'true' : 'false');
    for (const button of this.#tabs.children) {
      const current = button.dataset.view === state.view || (button.dataset.view === 'friends' && state.view === 'conversation');
      setAttribute(button, 'aria-current', current ? 'page' : null);
    }
    for (const view of this.#views) view.render(state);
    this.#dialogs.render(state);
    this.#loadSelected(state);
  }

  /** What was on the screen before a bridge that starts locked again is not for whoever has no passphrase. */
  #lock(locked) {
    if (locked === this.#locked) return;
    this.#locked = locked;
    if (locked) this.#dialogs.close();
    show(this.#shell, !locked);
    if (!locked) this.#shell.querySelector('h1').focus();
  }

  /** The conversation on screen is loaded once, and again when the bridge came back. */
  #loadSelected({ selected, chats, bridge }) {
    const asking = `${selected} ${bridge.welcomes}`;
    if (!selected || bridge.state !== 'up' || chats.get(selected)?.loaded || this.#asked === asking) return;
    this.#asked = asking;
    this.#actions.send('history', { friend: selected, before: 0 });
  }

  #bottomBar() {
    const tab = (view, name, picture) =>
      el(
        'button',
        { type: 'button', class: 'tab', 'data-view': view, on: { click: () => this.#actions.show(view) } },
        icon(picture),
        el('span', { text: name }),
      );
    return el(
      'nav',
      { class: 'tabs', 'aria-label': 'Views' },
      tab('friends', 'Friends', 'people'),
      tab('timeline', 'Timeline', 'timeline'),
      tab('wallet', 'Wallet', 'wallet'),
    );
  }
}
